import { createContext } from 'react'
import type { OfferedText } from './offered-texts.ts'

/** Texts that the expressions below are completed with, such as the ids of users; empty for most. */
export const OfferedTexts = createContext<readonly OfferedText[]>([])
