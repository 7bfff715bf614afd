import { Check, Copy } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { Field } from './field.tsx'
import { TextInput } from './text-input.tsx'

/** Milliseconds for which the button says that it copied. */
const SAID_MS = 2_000

/** A text that is to be taken elsewhere, such as a link that is shown once. */
export function CopyField({ label, value, help }: { readonly label: string; readonly value: string; readonly help: string }) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no')
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (copied !== 'yes') return undefined
    const timer = setTimeout(() => setCopied('no'), SAID_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
      setCopied('yes')
    } catch {
      // Browsers keep the clipboard from pages without TLS: the text is selected for the keys.
      box.current?.querySelector('input')?.select()
      setCopied('failed')
    }
  }
  return (
    <Field label={label} help={copied === 'failed' ? 'This browser does not let the page copy. It is selected: press Ctrl+C.' : help}>
      <div ref={box} className="flex gap-2">
        <TextInput mono readOnly value={value} onChange={() => undefined} onFocus={(event) => event.target.select()} />
        <Button variant="primary" autoFocus icon={copied === 'yes' ? <Check aria-hidden="true" className="size-4" /> : <Copy aria-hidden="true" className="size-4" />} onClick={() => void copy()}>
          <span aria-live="polite">{copied === 'yes' ? 'Copied' : 'Copy'}</span>
        </Button>
      </div>
    </Field>
  )
}
