import { connectionAddress, fieldTypeLabels, type FieldType, type Project, type TreeName } from '@halley/model'

/** What is said quietly behind a resource's name: a field's type, a channel's key, a persona's roles. */
export function resourceNote(project: Project, tree: TreeName, id: string): string {
  switch (tree) {
    case 'fields': {
      const field = project.fields[id]
      return field === undefined ? '' : typeNote(project, field.valueType)
    }
    case 'channels': {
      const key = project.channels[id]?.keyName
      return key == null ? '' : `per ${key}`
    }
    case 'messages':
    case 'lists':
      return countNote(Object.values(project[tree][id]?.members ?? {}).filter((member) => member.type === 'field').length, 'field')
    case 'choices':
      return countNote(Object.keys(project.choices[id]?.options ?? {}).length, 'option')
    case 'personas':
      return (project.personas[id]?.roles ?? []).join(', ')
    case 'connections': {
      const settings = project.connections[id]?.settings
      return settings === undefined ? '' : settings.type === 'demoModel' ? 'demo' : connectionAddress(settings)
    }
    case 'rules': {
      const rule = project.rules[id]
      return rule === undefined || rule.isOn ? '' : 'off'
    }
    case 'rooms': {
      const key = project.rooms[id]?.keyName
      return key == null ? '' : `per ${key}`
    }
    case 'navigation':
    case 'flows':
      return ''
  }
}

/** A field's type in words; a choice by the name of its resource. */
export function typeNote(project: Pick<Project, 'choices'>, type: FieldType): string {
  if (type.type === 'singleChoice' || type.type === 'multipleChoice') return project.choices[type.choiceId ?? '']?.name ?? fieldTypeLabels[type.type]
  return fieldTypeLabels[type.type]
}

function countNote(count: number, one: string): string {
  return count === 0 ? 'empty' : `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`
}
