import { connect, createServer, type Socket } from 'node:net'

/** A way to a database on which the connection can be lost at the moment of a commit. */
export type CommitCutter = {
  readonly port: number
  /** Cuts the connection whose commit comes next: before the database gets it, or after, so that its answer is lost. */
  cutAtNextCommit(when: 'before' | 'after'): void
  /** Resolves when the connection is cut. */
  wasCut(): Promise<void>
  /** Lets nobody through from now on; connections that are there stay. */
  refuse(): void
  accept(): void
  close(): Promise<void>
}

/** Starts one before the database on a port of this machine. */
export async function startCommitCutter(databasePort: number): Promise<CommitCutter> {
  let planned: 'before' | 'after' | null = null
  let isOpen = true
  let tellCut: () => void = () => undefined
  const cut = new Promise<void>((resolve) => (tellCut = resolve))
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    if (!isOpen) return client.destroy()
    const database = connect(databasePort, '127.0.0.1')
    for (const [socket, other] of [[client, database], [database, client]] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    database.on('data', (chunk) => client.write(chunk))
    client.on('data', (chunk) => {
      // The command as text, with the zero that ends it.
      const isCommit = planned !== null && chunk.includes('commit\0')
      if (!isCommit) return database.write(chunk)
      const when = planned
      planned = null
      if (when === 'before') return lose()
      // The database answers when it has committed; that answer is what gets lost.
      database.removeAllListeners('data').once('data', lose)
      return database.write(chunk)
    })
    function lose(): void {
      client.destroy()
      database.destroy()
      tellCut()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cutAtNextCommit: (when) => (planned = when),
    wasCut: () => cut,
    refuse: () => (isOpen = false),
    accept: () => (isOpen = true),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
