// Findings: those of the first audit that still stand or are fixed, and those that have come.

export const NEW = "new";
export const STILL = "still";
export const FIXED = "fixed";
const GRAVITY = { error: 0, warning: 1, info: 2 };

/** `findings`, the new ones first, then the fixed; `concerning`: those about each member and unit. */
export function foundIn(snapshot, patch) {
  const { gone = [], other = {}, come = [], titles } = patch;
  const read = ([check, severity, entity, id, layer, message], state) => ({ check, severity, entity, id, layer, message, state, title: titles?.[check] ?? snapshot.titles[check] });
  const fixed = new Set(gone);
  const first = snapshot.findings.map((finding, place) => read(other[place] ?? finding, fixed.has(place) ? FIXED : STILL));
  const findings = [...come.map((finding) => read(finding, NEW)), ...first].sort((one, two) => order(one) - order(two));
  const concerning = new Map();
  for (const finding of findings) {
    const key = `${finding.entity}:${finding.id}`;
    if (!concerning.has(key)) concerning.set(key, []);
    concerning.get(key).push(finding);
  }
  return { findings, concerning };
}

function order({ state, severity }) {
  return { [NEW]: 0, [FIXED]: 10, [STILL]: 20 }[state] + GRAVITY[severity];
}
