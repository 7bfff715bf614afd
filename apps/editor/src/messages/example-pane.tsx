import { exampleOf, messageJsonSchema } from '@halley/model'
import { Copy } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { IconButton, Tabs } from '../kit/index.ts'
import { useProject } from '../stores/project-store.ts'

/** An example of a message as it travels, and its JSON Schema; both follow each change at once. */
export function ExamplePane({ messageId }: { readonly messageId: string }) {
  const [shown, setShown] = useState<'example' | 'schema'>('example')
  // As text, so that this is drawn again only when something of it has changed.
  const example = useProject((project) => JSON.stringify(exampleOf(project, messageId), null, 2))
  const schema = useProject((project) => JSON.stringify(messageJsonSchema(project, messageId), null, 2))
  const text = shown === 'example' ? example : schema
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      toast('Copied.')
    } catch {
      toast.error('The browser does not let this page write to the clipboard. Select the text and press Ctrl+C.')
    }
  }
  return (
    <div className="message-editor-example">
      <Tabs
        label="What travels"
        value={shown}
        onChange={setShown}
        aside={<IconButton size="small" label={shown === 'example' ? 'Copy the example' : 'Copy the schema'} icon={<Copy />} onClick={() => void copy()} />}
        items={[
          { id: 'example', label: 'Example', content: <textarea readOnly spellCheck={false} aria-label="Example" value={example} /> },
          { id: 'schema', label: 'JSON Schema', content: <textarea readOnly spellCheck={false} aria-label="JSON Schema" value={schema} /> },
        ]}
      />
    </div>
  )
}
