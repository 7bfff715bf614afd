import { useCallback, useEffect, useState } from 'react'
import { callAccount, type AccountAnswer, type AccountCall, type AccountReply } from './account-api.ts'

/** Asks the server for a list, and again whenever it is told to; null until the first answer. */
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
  return { answer, reload: useCallback(() => setTurn((before) => before + 1), []) }
}
