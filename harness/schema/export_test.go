package schema

// Quickly gives the quick form's answer, and whether it has one.
func (s *Schema) Quickly(face Face, v any) (valid, certain bool) {
	compiled, c := s.compiled(face)
	told := c.quickly(s, compiled, v)
	return told == yes, told != unsure
}

// Slowly gives the validator's answer.
func (s *Schema) Slowly(face Face, v any) bool {
	compiled, c := s.compiled(face)
	return c.judge(s, compiled, v) == nil
}

// DeclaresAll is the first look of Undeclared.
func (s *Schema) DeclaresAll(v any) bool { return s.declaresAll(v, 0) }

// Walked is Undeclared without its first look.
func (s *Schema) Walked(face Face, v any) []Undeclared {
	w := walker{face: face}
	w.walk([]*Schema{s}, v)
	return w.found
}
