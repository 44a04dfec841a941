package graph

// Correction adds, replaces or removes what was inferred of one operation.
type Correction struct{}

func (g *graph) correct() {}
