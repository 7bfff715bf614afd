import type { QuietHours } from '@halley/model'

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

/** When one is left in peace: by the clock of where this browser is. */
export function QuietHoursChoice({ quietHours, onChange }: { readonly quietHours: QuietHours | null; readonly onChange: (quietHours: QuietHours | null) => void }) {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const isElsewhere = quietHours !== null && quietHours.timeZone !== timeZone
  const put = (part: 'from' | 'to', text: string) => {
    // A time that is half typed is empty.
    if (quietHours !== null && TIME.test(text)) onChange({ ...quietHours, [part]: text })
  }
  return (
    <section aria-labelledby="notice-quiet">
      <h3 id="notice-quiet">Quiet hours</h3>
      <label className="notice-line"><input type="checkbox" checked={quietHours !== null} onChange={(event) => onChange(event.target.checked ? { from: '22:00', to: '07:00', timeZone } : null)} />Choose my own quiet hours</label>
      {quietHours === null ? <p className="notice-help">The app’s own are kept, where it has some.</p> : (
        <>
          <div className="notice-line">
            <label>From <input type="time" value={quietHours.from} onChange={(event) => put('from', event.target.value)} /></label>
            <label>to <input type="time" value={quietHours.to} onChange={(event) => put('to', event.target.value)} /></label>
            <span>({quietHours.timeZone})</span>
          </div>
          {isElsewhere ? <button type="button" className="notice-reset" onClick={() => onChange({ ...quietHours, timeZone })}>Use the time of this browser ({timeZone})</button> : null}
          <p className="notice-help">Nothing is pushed, mailed or shown as a toast then; it comes afterwards. What is critical comes at once.</p>
        </>
      )}
    </section>
  )
}
