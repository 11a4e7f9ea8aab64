"""Measurements against the figures to reach: ``python -m benchmarks`` (``make bench``); results in
``docs/benchmarks.md``.

The structural audit is one list of questions, which we and every peer answer from the same encoded
integer columns (members: ``status``; units: ``layer``; memberships: ``member``, ``unit``,
``role``), returning the ids at fault:

``blank_team/party``, ``blank_team/union``   teams without a member who belongs to that layer (empty
teams too) ``empty_unit``, ``one_person_unit``          units with no member, with exactly one, in
every layer ``missing_line/<layer>``                     members in no unit of the layer; for party
only those whose status admits them ``split_member/<layer>``                     members in two or
more units of the layer ``vacant_leader``, ``double_leader``         units with members and no
leader; units with two or more leaders ``overextended_leader``                      members who lead
more than two units, over all layers ``single_point/party``                       teams in which
exactly one member belongs to the party layer

A (member, unit) pair may stand on several rows with different roles; it counts once. Peers return
the units and members asked for and no more; ours are the package's own checks (`Check.find`), which
also gather headcounts, the one member and their names. Answers are compared before any time counts.
"""
