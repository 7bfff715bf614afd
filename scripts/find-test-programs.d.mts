/** Finds a Python 3 that has python-socketio; undefined when there is none. */
export function findPythonWithSocketIo(environment?: NodeJS.ProcessEnv): string | undefined
/** Finds nats-server; undefined when there is none. */
export function findNatsServer(environment?: NodeJS.ProcessEnv): string | undefined
/** Finds curl; undefined when there is none. */
export function findCurl(environment?: NodeJS.ProcessEnv): string | undefined
