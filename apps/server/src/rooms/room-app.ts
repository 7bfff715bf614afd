import type { ProjectSessions } from '../sessions/project-sessions.ts'

/** The app that a room is of, while it runs. */
export type RoomApp = Pick<ProjectSessions, 'program' | 'runsIn' | 'serve' | 'logRow'>

/** A row that rooms write into the log of their project. */
export type RoomLogRow = Omit<Parameters<RoomApp['logRow']>[0], 'type' | 'flowId' | 'session'> & Partial<Pick<Parameters<RoomApp['logRow']>[0], 'flowId' | 'session'>>
