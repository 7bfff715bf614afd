import { PageLink } from '../shell/page-link.tsx'
import { projectPath } from '../shell/router.ts'
import { OpenMark } from './open-mark.tsx'
import { examples } from './examples.ts'

/** The examples that this server has; each opens and runs at once. */
export function ExampleCards({ here, isKnown, mayChange }: { readonly here: ReadonlySet<string>; readonly isKnown: boolean; readonly mayChange: boolean }) {
  const shown = examples.filter(({ id }) => here.has(id))
  if (!isKnown || shown.length === 0) return null
  return (
    <section aria-labelledby="examples">
      <h2 id="examples" className="text-base font-semibold">Examples that run at once</h2>
      <p className="mb-3 text-sm text-ink-faint">{mayChange ? 'Open one, press Run, and change it: what you draw is what runs.' : 'Open one, press Run, and try it out.'}</p>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(288px,1fr))] gap-3">
        {shown.map(({ id, name, text, hue }) => (
          <li key={id}>
            <PageLink href={projectPath(id)} className="group flex h-full gap-3 rounded-lg border border-line bg-pane p-4 transition-colors hover:border-line-strong hover:bg-raised">
              <ExampleGlyph hue={hue} />
              <span className="min-w-0">
                <span className="block text-base font-medium">{name}</span>
                <span className="mt-0.5 mb-2.5 block text-sm text-pretty text-ink-soft">{text}</span>
                <OpenMark />
              </span>
            </PageLink>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** One message on its way from a sender to two listeners, in the example's hue. */
function ExampleGlyph({ hue }: { readonly hue: number }) {
  const color = `var(--hue-${hue})`
  return (
    <svg viewBox="0 0 40 40" aria-hidden="true" className="size-10 shrink-0">
      <g fill="none" stroke="var(--line-strong)" strokeWidth="1.5">
        <path d="M8 20h10M18 20c6 0 6-10 14-10M18 20c6 0 6 10 14 10" />
      </g>
      <circle cx="7" cy="20" r="3.5" fill="var(--pane)" stroke={color} strokeWidth="1.5" />
      <circle cx="18.5" cy="20" r="4" fill={color} />
      <circle cx="33" cy="10" r="3.5" fill="var(--pane)" stroke={color} strokeWidth="1.5" />
      <circle cx="33" cy="30" r="3.5" fill="var(--pane)" stroke={color} strokeWidth="1.5" />
    </svg>
  )
}
