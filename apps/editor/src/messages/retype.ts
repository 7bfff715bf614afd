import type { FieldType, Value } from '@halley/model'

/** Is it another type, or another choice, so that what is written for the old one may not fit? New limits of the same type are not asked about. */
export function isAnotherType(before: FieldType, after: FieldType): boolean {
  if (before.type !== after.type) return true
  return 'choiceId' in before && 'choiceId' in after && before.choiceId !== null && before.choiceId !== after.choiceId
}

/** Gives a field another type. A default of another type would be no value of this one. */
export function retype(field: { valueType: FieldType; default?: Value | undefined }, valueType: FieldType): void {
  if (isAnotherType(field.valueType, valueType)) delete field.default
  field.valueType = valueType
}
