import { useCallback, useEffect, useState } from 'react'
import { callAccount, type AccountAnswer, type AccountCall, type AccountReply } from './account-api.ts'

/** Asks the server for a list, and again whenever it is told to or the page is looked at again; null until the first answer. */
export function useAnswer<K extends AccountCall>(call: K): { readonly answer: AccountAnswer<AccountReply<K>> | null; readonly reload: () => void } {
  const [answer, setAnswer] = useState<AccountAnswer<AccountReply<K>> | null>(null)
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    let isHere = true
    const ask = async () => {
      const next = await callAccount(call)
      if (isHere) setAnswer(next)
    }
    void ask()
    return () => {
      isHere = false
    }
  }, [call, turn])
  const reload = useCallback(() => setTurn((before) => before + 1), [])
  useEffect(() => {
    // Meanwhile an invitation may have been taken up.
    window.addEventListener('focus', reload)
    return () => window.removeEventListener('focus', reload)
  }, [reload])
  return { answer, reload }
}
