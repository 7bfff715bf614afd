import { useEffect } from 'react'
import { OpeningPage } from '../shell/opening-page.tsx'
import { goBack } from './way-back.ts'

/** Leads whoever is signed in already to where they wanted to go. */
export function WentBack() {
  useEffect(() => goBack(), [])
  return <OpeningPage />
}
