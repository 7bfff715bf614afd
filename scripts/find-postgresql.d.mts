/** Finds the folder with PostgreSQL's `initdb` and `postgres`; undefined when there is none. */
export function findPostgresql(environment?: NodeJS.ProcessEnv): string | undefined
