import { X } from 'lucide-react'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { DevicePush } from './device-push.ts'
import { isChosen, isTaken, isTakenByOthers, wayNames, withChoice, withChoiceForOthers, withoutChoice } from './notice-choices.ts'
import type { NoticeSettingsState, NoticeSettingsStore } from './notice-settings-store.ts'
import { QuietHoursChoice } from './quiet-hours-choice.tsx'
import './notice-settings.css'

/** What one wants to be notified of, how and when; and whether this device is. */
export function NoticeSettings({ store, device, onClose }: { readonly store: NoticeSettingsStore; readonly device: DevicePush; readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    void store.read()
    void device.look()
  }, [store, device])
  return (
    <dialog ref={dialog} className="notice-settings" aria-labelledby="notice-settings-title" onClose={onClose}>
      <div className="notice-settings-page">
        <header>
          <h2 id="notice-settings-title">Notifications</h2>
          <button type="button" className="app-theme" aria-label="Close" onClick={() => dialog.current?.close()}><X aria-hidden="true" size={16} /></button>
        </header>
        <DeviceChoice device={device} />
        <Preferences store={store} />
      </div>
    </dialog>
  )
}

function DeviceChoice({ device }: { readonly device: DevicePush }) {
  const state = useSyncExternalStore(device.subscribe, device.get)
  return (
    <section aria-labelledby="notice-device">
      <h3 id="notice-device">This device</h3>
      {state.type === 'impossible' ? <p>{state.why}</p> : null}
      {state.type === 'checking' || state.type === 'working' ? <p role="status">{state.type === 'checking' ? 'Looking…' : 'Asking the browser…'}</p> : null}
      {state.type === 'off' ? <><p>Get what is pushed also while this page is closed.</p><button type="button" className="app-button" onClick={() => void device.turnOn()}>Notify me on this device</button></> : null}
      {state.type === 'on' ? <><p role="status">This device is notified, also while this page is closed.</p><button type="button" className="app-button" onClick={() => void device.turnOff()}>Stop on this device</button></> : null}
      {(state.type === 'off' || state.type === 'on') && state.problem !== null ? <p role="alert" className="notice-problem">{state.problem}</p> : null}
    </section>
  )
}

function Preferences({ store }: { readonly store: NoticeSettingsStore }) {
  const state = useSyncExternalStore(store.subscribe, store.get)
  switch (state.type) {
    case 'reading':
      return <p role="status">Reading what you chose…</p>
    case 'failed':
      return <section><p role="alert" className="notice-problem">{state.text}</p><button type="button" className="app-button" onClick={() => void store.read()}>Try again</button></section>
    case 'known':
      return <Known state={state} store={store} />
  }
}

function Known({ state, store }: { readonly state: Extract<NoticeSettingsState, { type: 'known' }>; readonly store: NoticeSettingsStore }) {
  const { preferences, rules, saving, problem } = state
  return (
    <>
      <section aria-labelledby="notice-rules">
        <h3 id="notice-rules">What, and how</h3>
        <table>
          <thead><tr><th scope="col">Notification</th>{wayNames.map(({ way, name }) => <th key={way} scope="col">{name}</th>)}<th><span className="notice-unseen">Reset</span></th></tr></thead>
          <tbody>
            {rules.map((rule) => (
              <tr key={rule.id}>
                <th scope="row">{rule.name}</th>
                {wayNames.map(({ way, name }) => <td key={way}><input type="checkbox" aria-label={`${rule.name}: ${name}`} checked={isTaken(preferences, rule, way)} onChange={(event) => store.change(withChoice(preferences, rule, { way, taken: event.target.checked }))} /></td>)}
                <td>{isChosen(preferences, rule) ? <button type="button" className="notice-reset" aria-label={`${rule.name}: as the app has it`} onClick={() => store.change(withoutChoice(preferences, rule.id))}>Reset</button> : null}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">{rules.length === 0 ? 'All notifications' : 'All others'}</th>
              {wayNames.map(({ way, name }) => <td key={way}><input type="checkbox" aria-label={`${rules.length === 0 ? 'All notifications' : 'All others'}: ${name}`} checked={isTakenByOthers(preferences, way)} onChange={(event) => store.change(withChoiceForOthers(preferences, { way, taken: event.target.checked }))} /></td>)}
              <td>{isTakenByOthers(preferences, 'inbox') && isTakenByOthers(preferences, 'push') && isTakenByOthers(preferences, 'email') ? '' : <button type="button" className="notice-reset" aria-label="All others: as the app has it" onClick={() => store.change(withoutChoice(preferences, null))}>Reset</button>}</td>
            </tr>
          </tbody>
        </table>
        <p className="notice-help">A push comes when you have not read something in the inbox for a while, and a mail after that. What is critical waits for nothing.</p>
      </section>
      <QuietHoursChoice quietHours={preferences.quietHours} onChange={(quietHours) => store.change({ ...preferences, quietHours })} />
      {problem === null ? null : <p role="alert" className="notice-problem">It was not kept: {problem}</p>}
      <p role="status" className="notice-help">{saving === 'saving' ? 'Keeping…' : saving === 'saved' ? 'Kept.' : ''}</p>
    </>
  )
}
