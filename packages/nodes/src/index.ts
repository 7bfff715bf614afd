export { catalog } from './catalog.ts'
export { describeNode } from './describe-node.ts'
export { cometName, cometConfig, type CometConfig } from './kinds/comet-config.ts'
export { exampleProjects } from './examples/index.ts'
