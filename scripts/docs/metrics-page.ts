import { ServerMetrics } from '@halley/server'

const none = (): number => 0

/** docs/metrics.md: every figure of `/metrics`, from the registry that Prometheus reads. */
export function metricsPage(): string {
  const metrics = new ServerMetrics('', { connections: () => ({}), subscriptions: none, sessions: none, runs: none, heldEvents: none, rememberedPublishes: none, mostUndeliveredBytes: none, handedToPrograms: none })
  const rows = metrics.list.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, help }) => `| \`${name}\` | ${help} |`)
  metrics.close()
  return `# Metrics

\`GET /metrics\` is Prometheus text: for this machine while nobody has an account, for owners, and for whoever sends the token of \`HALLEY_METRICS_TOKEN\` (16 to 200 characters) as \`Authorization: Bearer …\`.
Labels come from short lists (namespaces, routes, codes, outcomes), never topics, ids or names.

| figure | what it says |
|---|---|
${rows.join('\n')}

\`GET /healthz\` is 200 while the process answers; \`GET /readyz\` is 200 while its parts do, too, and otherwise 503 with \`down\`, the names of those that do not answer within 5 s.
`
}
