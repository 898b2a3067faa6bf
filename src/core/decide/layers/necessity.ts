import { pointer } from '../../catalog/pointer.js'
import { nearest } from '../../catalog/target.js'
import { deny, type Finding, type Layer } from '../finding.js'

/** 9. Does the purpose use this field, and how clearly? Keys and nonpersonal fields are not asked about. (article 5) */
export const necessity: Layer = ({ purpose, resource }) =>
  resource.fields.flatMap(({ path, class: kind, chain }): Finding[] => {
    if (kind !== 'personal') return []
    const use = nearest(chain, purpose.uses)
    if (!use) return [{ ...deny('not_needed', pointer('purposes', purpose.name, 'uses')), field: path }]
    return use.at === 'masked'
      ? [{ ceiling: 'masked', reason: 'purpose_masked', rule: use.rule, field: path }]
      : []
  })
