// Properties of steps that BPMN has no place for, as extension elements that the engine reads.
export const moddle = {
  name: 'SpiffWorkflow',
  uri: 'http://spiffworkflow.org/bpmn/schema/1.0/core',
  prefix: 'spiffworkflow',
  xml: { tagAlias: 'lowerCase' },
  associations: [],
  types: [
    {
      name: 'Properties',
      superClass: ['Element'],
      properties: [{ name: 'properties', type: 'Property', isMany: true }],
    },
    {
      name: 'Property',
      superClass: ['Element'],
      properties: [
        { name: 'name', type: 'String', isAttr: true },
        { name: 'value', type: 'String', isAttr: true },
      ],
    },
  ],
};

function holder(business) {
  return business.extensionElements?.values?.find((each) => each.$type === 'spiffworkflow:Properties');
}

export function property(shape, name) {
  return holder(shape.businessObject)?.properties?.find((each) => each.name === name)?.value || '';
}

// Sets the property through the command stack, so that it can be undone; an empty value takes it away.
export function setProperty(modeler, shape, name, value) {
  if (property(shape, name) === value) return;
  const [factory, modeling] = [modeler.get('bpmnFactory'), modeler.get('modeling')];
  const business = shape.businessObject;
  const others = (holder(business)?.properties || []).filter((each) => each.name !== name);
  const written = value ? [...others, factory.create('spiffworkflow:Property', { name, value })] : others;
  const rest = (business.extensionElements?.values || []).filter((each) => each.$type !== 'spiffworkflow:Properties');
  const holders = written.length ? [factory.create('spiffworkflow:Properties', { properties: written })] : [];
  const values = [...rest, ...holders];
  for (const each of written) each.$parent = holders[0];
  const extensionElements = values.length ? factory.create('bpmn:ExtensionElements', { values }) : undefined;
  for (const each of values) each.$parent = extensionElements;
  if (extensionElements) extensionElements.$parent = business;
  modeling.updateProperties(shape, { extensionElements });
}

export function documentation(shape) {
  return shape.businessObject.documentation?.[0]?.text || '';
}

export function setDocumentation(modeler, shape, text) {
  if (documentation(shape) === text) return;
  const made = text ? [modeler.get('bpmnFactory').create('bpmn:Documentation', { text })] : [];
  for (const each of made) each.$parent = shape.businessObject;
  modeler.get('modeling').updateProperties(shape, { documentation: made });
}

// The timer of an event: the definition and which of its parts says the time.
export function timer(shape) {
  const found = shape.businessObject.eventDefinitions?.find((each) => each.$type === 'bpmn:TimerEventDefinition');
  const part = found && ['timeDuration', 'timeCycle', 'timeDate'].find((each) => found[each]);
  return found ? { found, part: part || 'timeDuration', text: part ? found[part].body || '' : '' } : null;
}

export function setTimer(modeler, shape, text) {
  const { found, part, text: before } = timer(shape);
  if (before === text) return;
  const said = modeler.get('bpmnFactory').create('bpmn:FormalExpression', { body: text });
  said.$parent = found;
  modeler.get('modeling').updateModdleProperties(shape, found, { [part]: said });
}

// The deadline of a task. Timers on it that ran with it go on running with it.
export function setDeadline(modeler, shape, text) {
  const before = property(shape, 'deadline');
  setProperty(modeler, shape, 'deadline', text);
  const running = before && text ? (shape.attachers || []).filter((each) => timer(each)?.text.trim() === before) : [];
  for (const each of running) setTimer(modeler, each, text);
}

export function condition(shape) {
  return (shape.businessObject.conditionExpression?.body || '').replace(/^\s*=\s*/, '');
}

export function setCondition(modeler, shape, text) {
  if (condition(shape) === text) return;
  const said = text ? modeler.get('bpmnFactory').create('bpmn:FormalExpression', { body: text }) : undefined;
  if (said) said.$parent = shape.businessObject;
  modeler.get('modeling').updateProperties(shape, { conditionExpression: said });
}
