"""What a pack says in sentences, which pages, workbooks and decks share."""

from __future__ import annotations

from sanzu_graph.audits.html import headline
from sanzu_graph.checks.found import SEVERITIES
from sanzu_graph.messages import listed, text
from sanzu_graph.reports.breakdowns import WITHHELD
from sanzu_graph.reports.findings_said import situation_said
from sanzu_graph.reports.packs import Pack, PackOption
from sanzu_graph.scenarios.plan_text import headline as plan_headline
from sanzu_graph.scenarios.plan_text import proof_lines, unmet_heading, unmet_lines


def summary_lines(pack: Pack) -> list[str]:
    """What the pack is about, in two or three sentences; the first is that of the charts."""
    lines = [text("brief.finding", finding=situation_said(pack.before)), headline(pack.before)]
    lines = lines[headline(pack.before) in lines[0] :]
    if pack.chosen is not None and pack.chosen.audit is not None:
        effect = effect_line(pack, pack.chosen)
        lines.append(text("report.lead_plan", name=pack.chosen.name, effect=effect))
    return lines


def wave_lines(pack: Pack, option: PackOption) -> list[str]:
    """What is to be known of the waves: which changes are made together, and why; what the plan
    itself leaves blank or without a leader.
    """
    waves = None if option.scenario is None else pack.waves(option)
    if waves is None or not len(waves):
        return []
    lines = [text("report.waves")] if len(waves) > 1 and waves.exposed.empty else []
    lines += [
        text("waves.wave", number=number, what=wave.why)
        for number, wave in enumerate(waves, 1)
        if wave.why
    ]
    exposed = waves.exposed
    return lines + [
        text("waves.wave", number=number, what=message)
        for number, message in zip(exposed["wave"], exposed["message"], strict=True)
    ]


def effect_line(pack: Pack, option: PackOption) -> str:
    """What an alternative comes to: how many changes, and findings before and after; where it
    cannot be made, why.
    """
    if option.audit is None:
        return option.why
    counts = [audit.findings["severity"].value_counts() for audit in (pack.before, option.audit)]
    parts = [
        text(
            "report.effect_of",
            what=text(f"report.tile_{severity}"),
            before=int(counts[0].get(severity, 0)),
            after=int(counts[1].get(severity, 0)),
        )
        for severity in SEVERITIES
        if counts[0].get(severity, 0) != counts[1].get(severity, 0)
    ]
    return text(
        "report.effect",
        changes=0 if option.scenario is None else len(option.scenario),
        effect=text("list.comma").join(parts) or text("report.effect_none"),
    )


def option_lines(pack: Pack, option: PackOption, *, most: int = 10) -> list[str]:
    """What is to be said of an alternative: what it comes to; then how it was found, what is proven
    and what stays unmet.
    """
    if option.audit is None:
        return [option.why, *([] if option.plan is None else option.plan.conflicts)]
    return [effect_line(pack, option), *search_lines(option, most=most)]


def search_lines(option: PackOption, *, most: int = 10) -> list[str]:
    """How a plan was found, what is proven, and what stays unmet, in the words of the search."""
    if option.plan is None or option.audit is None:
        return []
    left = unmet_lines(option.plan)
    lines = [plan_headline(option.plan), *proof_lines(option.plan), unmet_heading(option.plan)]
    lines += [f"– {line}" for line in left[:most]]
    return lines + ([text("list.more", count=len(left) - most)] if len(left) > most else [])


def sound_line(pack: Pack) -> str:
    """The checks that found nothing, in a sentence; empty where there are none."""
    summary = pack.before.summary()
    sound = [str(row.title) for row in summary.itertuples() if not row.findings]
    return text("audit.sound", titles=listed(sound, most=len(sound))) if sound else ""


def notes(pack: Pack, *, withheld: str = WITHHELD) -> list[str]:
    """What a reader has to know: the day, what is withheld (and shown as what) and kept back, and
    what the pack infers nothing about.
    """
    lines = [] if pack.before.on is None else [text("compare.on", on=pack.before.on.isoformat())]
    lines += [text("report.note_disguised")] if pack.disguised else []
    lines += (
        [text("report.note_small", minimum=pack.min_group, mark=withheld)]
        if pack.min_group > 1 and pack.breakdowns
        else []
    )
    return [*lines, text("report.note_structure")]
