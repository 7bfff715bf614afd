import { Copy } from 'lucide-react'
import { toast } from 'sonner'
import { Field, IconButton, TextInput } from '../kit/index.ts'

/** The id by which expressions and Deliver to know a persona's user, with a button that copies it. */
export function UserId({ id }: { readonly id: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(id)
      toast('Copied')
    } catch {
      toast.error('The browser did not let it be copied', { description: 'Select the id and copy it by hand.' })
    }
  }
  return (
    <Field label="User id" help="What user.id holds. A send that is delivered to Users names people by it." aside={<IconButton size="small" label="Copy the user id" icon={<Copy />} onClick={() => void copy()} />}>
      <TextInput mono readOnly value={id} onChange={() => undefined} onFocus={(event) => event.currentTarget.select()} />
    </Field>
  )
}
