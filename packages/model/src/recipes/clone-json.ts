/** Copies a JSON value, also out of a draft, so that the copy shares nothing with it. */
export function cloneJson<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value
}
