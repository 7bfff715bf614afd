declare module 'qlobber' {
  export interface QlobberOptions {
    wildcard_some?: string
    cache_splits?: number
  }
  export class Qlobber<Value> {
    constructor(options?: QlobberOptions)
    add(pattern: string, value: Value): this
    remove(pattern: string, value?: Value): this
    match(topic: string): Value[]
  }
}
