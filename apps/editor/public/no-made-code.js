// The content security policy lets no code be made of text. Zod would try, be refused, and go on without; what does not try is not
// reported as an attack. It tries while modules are loaded, so this stands before all of them: https://zod.dev/api (jitless)
// The name is Zod's.
// oxlint-disable-next-line no-underscore-dangle
globalThis.__zod_globalConfig = { jitless: true }
