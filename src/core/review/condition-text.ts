import { type ActorRef, type Condition, isActorRef, type Scalar } from '../catalog/condition.js'

const WORDS = {
  eq: 'is',
  ne: 'is not',
  gt: 'is above',
  gte: 'is at least',
  lt: 'is below',
  lte: 'is at most',
  in: 'is one of',
  nin: 'is none of',
} as const

/** A condition in words: `repId is the actor's id and (status is 'open' or total is above 100)`. */
export function conditionText(condition: Condition | 'all'): string {
  return condition === 'all' ? 'always' : words(condition, false)
}

function words(condition: Condition, inner: boolean): string {
  switch (condition.op) {
    case 'and':
    case 'or': {
      if (condition.of.length === 0) return condition.op === 'or' ? 'never' : 'always'
      const text = condition.of.map((each) => words(each, true)).join(` ${condition.op} `)
      return inner ? `(${text})` : text
    }
    case 'exists':
      return `${condition.path} is ${condition.value ? 'known' : 'missing'}`
    case 'in':
    case 'nin': {
      const { values } = condition
      const listed = isActorRef(values) ? actorText(values) : values.map(valueText).join(', ')
      return `${condition.path} ${WORDS[condition.op]} ${listed}`
    }
    default: {
      const { value } = condition
      return `${condition.path} ${WORDS[condition.op]} ${isActorRef(value) ? actorText(value) : valueText(value)}`
    }
  }
}

function actorText({ $actor }: ActorRef): string {
  return `the actor's ${$actor.replace(/^attributes\./, '')}`
}

/** A value as a condition compares with it. */
export function valueText(value: Scalar | bigint | readonly unknown[] | undefined): string {
  if (Array.isArray(value)) return `[${value.map((each) => valueText(each as Scalar)).join(', ')}]`
  return typeof value === 'string' ? `'${value}'` : String(value)
}
