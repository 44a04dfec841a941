package graph

func (g *graph) follow()      {}
func (g *graph) followNeeds() {}
