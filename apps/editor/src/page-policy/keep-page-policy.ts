import { allowedHtml, allowedScriptUrl } from './allowed-text.ts'

type PolicyRules = { readonly createHTML: (text: string) => string | null; readonly createScriptURL: (text: string) => string | null }

/** Makes the one policy by which text becomes HTML or a program, where a browser has Trusted Types: there the server demands it. To be called before anything is drawn. */
export function keepPagePolicy(): void {
  // The types of the DOM do not know it: https://www.w3.org/TR/trusted-types/
  const factory: { createPolicy(name: string, rules: PolicyRules): unknown } | undefined = Reflect.get(globalThis, 'trustedTypes')
  factory?.createPolicy('default', { createHTML: allowedHtml, createScriptURL: (text) => allowedScriptUrl(text, document.baseURI) })
}
