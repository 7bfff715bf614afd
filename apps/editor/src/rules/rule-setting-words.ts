/** What the editor of a rule calls its settings, for places of problems. */
export const ruleSettingWords: Readonly<Record<string, string>> = {
  pattern: 'When', condition: 'Only if', recipients: 'Who', title: 'Title', body: 'Text', link: 'Opens', ways: 'How', mailConnectionId: 'Mail server', digestMs: 'Digest', throttle: 'Throttle', quietHours: 'Quiet hours',
}
