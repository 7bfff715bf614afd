// Names that reach JavaScript's prototypes. They are refused as names and as keys, everywhere.
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** Holds for names that no variable, field or key may have. */
export function isForbiddenName(name: string): boolean {
  return FORBIDDEN.has(name)
}
