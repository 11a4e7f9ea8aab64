// How grave what was found is: red is for errors, amber for warnings; notes never colour anything.

import { FIXED, NEW } from "./findings.js";

export const SEVERITIES = ["error", "warning", "info"];
export const SIGNS = { error: "✕", warning: "!", info: "i", [FIXED]: "✓" };

/** How many findings there are of each severity, how many of them are new, and how many are fixed. */
export function weighed(findings) {
  const count = { error: 0, warning: 0, info: 0, [FIXED]: 0 };
  const fresh = { error: 0, warning: 0, info: 0 };
  for (const { state, severity } of findings) {
    count[state === FIXED ? FIXED : severity] += 1;
    if (state === NEW) fresh[severity] += 1;
  }
  return { count, fresh };
}

/** The colour of whom findings are about: errors before warnings before what was fixed; null for notes alone. */
export function tone({ count }) {
  return ["error", "warning", FIXED].find((kind) => count[kind]) ?? null;
}

/** Sign and number of a kind; a plus says that some are new. */
export function chipText({ count, fresh }, kind) {
  return `${SIGNS[kind]}${count[kind]}${fresh[kind] ? "+" : ""}`;
}

/** Findings in words, a line each. */
export function told(findings, words) {
  return findings.map(({ state, severity, message }) => `${SIGNS[state === FIXED ? FIXED : severity]} ${words[`finding_${state}`]}: ${message}`).join("\n");
}
