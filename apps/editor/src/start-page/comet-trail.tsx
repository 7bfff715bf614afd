/** The comet behind the title: an orbit as a hairline and one tail, drawn once, standing still. */
export function CometTrail() {
  return (
    <svg aria-hidden="true" viewBox="0 0 1440 420" preserveAspectRatio="xMaxYMin slice" className="pointer-events-none absolute inset-x-0 top-0 h-[420px] w-full [mask-image:linear-gradient(#000_35%,transparent_95%)]">
      <defs>
        <linearGradient id="comet-tail" x1="1" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="var(--now)" stopOpacity=".75" />
          <stop offset=".12" stopColor="var(--accent)" stopOpacity=".28" />
          <stop offset="1" stopColor="var(--accent)" stopOpacity="0" />
        </linearGradient>
      </defs>
      <g fill="none" stroke="var(--line-strong)" strokeWidth="1" opacity=".55">
        <ellipse cx="1260" cy="520" rx="760" ry="470" />
        <ellipse cx="1260" cy="520" rx="560" ry="330" strokeDasharray="1 7" strokeLinecap="round" />
      </g>
      <path d="M1181 52 C1075 58 960 84 868 146 C968 104 1080 80 1184 66 Z" fill="url(#comet-tail)" />
      <circle cx="1186" cy="58" r="7" fill="var(--now)" />
      <circle cx="1186" cy="58" r="14" fill="none" stroke="var(--now)" opacity=".35" />
      <g fill="var(--ink-faint)" opacity=".5">
        <circle cx="1330" cy="120" r="1.2" /><circle cx="980" cy="40" r="1" /><circle cx="1085" cy="160" r="1.3" /><circle cx="1398" cy="52" r="1" /><circle cx="1268" cy="210" r="1" /><circle cx="840" cy="70" r="1" />
      </g>
    </svg>
  )
}
