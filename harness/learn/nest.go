package learn

// readConstraints reads a ValidationError of class-validator: a property, the messages by the name of their constraint, and
// the errors inside of it.
func readConstraints(f *finder, at spot, object map[string]any) bool {
	property := scalar(object["property"])
	constraints, hasConstraints := object["constraints"].(map[string]any)
	children, hasChildren := object["children"].([]any)
	if property == "" || !hasConstraints && !hasChildren {
		return false
	}
	to := at
	to.field = join(at.field, property)
	for _, name := range sortedNames(constraints) {
		if message, ok := constraints[name].(string); ok {
			f.said(to, message)
		}
	}
	if f.steps++; f.steps > maxSteps || len(to.field) > maxText {
		return true
	}
	for _, child := range children {
		if inner, ok := child.(map[string]any); ok {
			readConstraints(f, to, inner)
		}
	}
	return true
}
