import { connect, createServer, type Server, type Socket } from 'node:net'

type Pair = { readonly client: Socket; readonly server: Socket; isSwallowing: boolean }

/** A network between one client and the server, that can be pulled. */
export class CuttingProxy {
  readonly #server: Server
  readonly #pairs = new Set<Pair>()
  #isCut = false

  private constructor(server: Server) {
    this.#server = server
  }

  /** Opens a way to a port of this machine. */
  static async open(targetPort: number): Promise<CuttingProxy> {
    const proxy: CuttingProxy = new CuttingProxy(createServer((client) => proxy.#join(client, targetPort)))
    await new Promise<void>((resolve, reject) => proxy.#server.once('error', reject).listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get url(): string {
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }

  /** Cuts what is there; nothing comes through until `mend`. */
  cut(): void {
    this.#isCut = true
    for (const pair of this.#pairs) this.#drop(pair)
  }

  /** Loses what is under way first, as a network does, for so many milliseconds; then it is cut. */
  loseThenCut(lossMs: number): void {
    for (const pair of this.#pairs) pair.isSwallowing = true
    setTimeout(() => this.cut(), lossMs)
  }

  mend(): void {
    this.#isCut = false
  }

  close(): void {
    this.cut()
    this.#server.close()
  }

  #join(client: Socket, targetPort: number): void {
    if (this.#isCut) return void client.destroy()
    const pair: Pair = { client, server: connect(targetPort, '127.0.0.1'), isSwallowing: false }
    this.#pairs.add(pair)
    const end = (): void => this.#drop(pair)
    for (const [from, to] of [[pair.client, pair.server], [pair.server, pair.client]] as const) {
      from.setNoDelay(true)
      from.on('data', (bytes) => {
        if (!pair.isSwallowing) to.write(bytes)
      })
      // Whichever side goes, and however: the other goes with it.
      from.once('close', end).once('error', end)
    }
  }

  #drop(pair: Pair): void {
    this.#pairs.delete(pair)
    pair.client.destroy()
    pair.server.destroy()
  }
}
