import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exportProject } from '../export-project.ts'
import { helpDesk } from '../help-desk.test-fixture.ts'
import { hostileName, randomProject } from '../random-project.test-fixture.ts'
import { headingText, label } from './written-label.ts'

const describeNode = () => ({ label: 'Send "Ticket"', exits: { error: 'Error' } })

describe('the Mermaid diagrams', () => {
  test('show what travels where, and a flowchart of each flow', () => {
    expect(exportProject(helpDesk(), 'mermaid', { org: 'acme' }).text).toBe(`# Help desk

## Channels, messages and flows

\`\`\`mermaid
flowchart LR
  f1["Report"]
  c1{{"Escalation: Ticket"}}
  c1 -.->|"Ticket"| f1
  f1 -->|"Ticket"| c1
\`\`\`

## Report

\`\`\`mermaid
flowchart TD
  n1(["Start"])
  n2>"Comet message"]
  n3>"Comet message"]
  n4(["End"])
  n3 --> n4
  n2 -->|"error"| n3
  n1 --> n2
\`\`\`
`)
  })

  test('call nodes and exits what their kinds call them', () => {
    const { text } = exportProject(helpDesk(), 'mermaid', { org: 'acme', describeNode })
    expect(text).toContain('n2>"Send #34;Ticket#34;"]')
    expect(text).toContain('n2 -->|"Error"| n3')
  })

  test('no name can break out of its label or its heading', () => {
    fc.assert(fc.property(fc.oneof(hostileName, fc.string({ unit: 'binary' })), (name) => {
      expect(label(name)).toMatch(/^"[^"#;`<>&[\]{}|\\\n\r%@*_~$]*(#\d+;[^"#;`<>&[\]{}|\\\n\r%@*_~$]*)*"$/u)
      expect(label(name)).not.toBe('""')
      expect(headingText(name)).toMatch(/^(?:[\p{L}\p{N}\p{M} ]|&#\d+;)*$/u)
    }), { numRuns: 500 })
  })

  test('a name that begins like a list is none', () => {
    expect([label('1. Report'), label('- Report'), label('+'), label('12) x'), label('1.5 hours'), label('-5')]).toEqual(['"1#46; Report"', '"#45; Report"', '"#43;"', '"12#41; x"', '"1.5 hours"', '"-5"'])
  })

  test('whatever the names are, each line is a box, an arrow, a heading or a fence', () => {
    fc.assert(fc.property(randomProject, (project) => {
      const named = '"(?:[^"#;]|#\\d+;)+"'
      const line = new RegExp(`^(|## Channels, messages and flows|#{1,2} (?:[\\p{L}\\p{N}\\p{M} ]|&#\\d+;)*|\`\`\`(?:mermaid)?|flowchart (?:LR|TD)|  [nfc]\\d+(?:\\[${named}\\]|\\(\\[${named}\\]\\)|\\{\\{${named}\\}\\}|>${named}\\]|\\{${named}\\})|  [nfc]\\d+ -\\.?->(?:\\|${named}\\|)? [nfc]\\d+)$`, 'u')
      for (const one of exportProject(project, 'mermaid', { org: 'acme' }).text.split('\n')) expect(one).toMatch(line)
    }), { numRuns: 100 })
  })
})
