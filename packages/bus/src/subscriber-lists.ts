/* oxlint-disable typescript/no-non-null-assertion -- indexes are in bounds by construction, and a default costs the inner loop */
/** Up to this many subscribers of one pattern are searched one by one; above it, a map says where each is. */
const SEARCHED_SUBSCRIBERS = 32

/**
 * The subscribers of each pattern, by the number of the list.
 * Most patterns have a handful, so a list is a plain array; a crowded one gets a map as well, so that leaving stays cheap.
 */
export class SubscriberLists<Subscriber> {
  /** Subscribers in all lists together. */
  count = 0
  readonly #lists: Subscriber[][] = []
  readonly #freed: number[] = []
  readonly #places = new Map<number, Map<Subscriber, number>>()

  /** Makes a list with its first subscriber. */
  create(subscriber: Subscriber): number {
    const list = this.#freed.pop() ?? this.#lists.length
    this.#lists[list] = [subscriber]
    this.count++
    return list
  }

  /** Adds to a list; false when it is there already. */
  add(list: number, subscriber: Subscriber): boolean {
    const subscribers = this.#lists[list]!
    if (this.#find(list, subscriber) >= 0) return false
    subscribers.push(subscriber)
    this.count++
    const places = this.#places.get(list)
    if (places !== undefined) places.set(subscriber, subscribers.length - 1)
    else if (subscribers.length > SEARCHED_SUBSCRIBERS) this.#places.set(list, new Map(subscribers.map((one, index) => [one, index])))
    return true
  }

  /** Takes out of a list; false when it was not there. The last one moves to its place, so lists have no lasting order. */
  remove(list: number, subscriber: Subscriber): boolean {
    const subscribers = this.#lists[list]!
    const index = this.#find(list, subscriber)
    if (index < 0) return false
    const places = this.#places.get(list)
    const last = subscribers.pop()!
    if (index < subscribers.length) {
      subscribers[index] = last
      places?.set(last, index)
    }
    places?.delete(subscriber)
    if (subscribers.length * 2 < SEARCHED_SUBSCRIBERS) this.#places.delete(list)
    this.count--
    return true
  }

  /** The subscribers of a list; it changes with the list, so copy what must last. */
  of(list: number): readonly Subscriber[] {
    return this.#lists[list]!
  }

  /** Gives back the number of an empty list. */
  free(list: number): void {
    this.#lists[list] = []
    this.#freed.push(list)
  }

  #find(list: number, subscriber: Subscriber): number {
    const places = this.#places.get(list)
    return places === undefined ? this.#lists[list]!.indexOf(subscriber) : (places.get(subscriber) ?? -1)
  }
}
