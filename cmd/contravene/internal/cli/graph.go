package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graph"
)

func (a *app) graph() *cobra.Command {
	c := &cobra.Command{
		Use:   "graph [CONTRACT]",
		Short: "Show which objects a contract is about, what makes them and what needs them",
		Long: "graph infers from the contract alone which operations create, read, list, change and delete which kind of object,\n" +
			"and which inputs name one. Each edge is printed with its reason. Correct what is wrong in the contract, with\n" +
			"x-contravene-object and x-contravene-needs on an operation, or in contravene.yaml:\n\n" +
			"  objects:\n" +
			"    - operation: POST /bookings\n" +
			"      object: creates booking          # or reads, lists, replaces, patches, deletes, acts on; logs out; none\n" +
			"      keys: {bookingId: body#/ref}     # where the answer tells how it is named\n" +
			"    - operation: listInvoices\n" +
			"      needs: {query.customer: customer} # none where it names no object",
		Example: "  contravene graph openapi.yaml\n  contravene graph openapi.yaml --mermaid > objects.mmd",
		Args:    atMostOneContract,
	}
	f := bind(c, "headers", "ca-file", "insecure", "allow-remote-refs", "timeout", "max-body")
	asMermaid := c.Flags().Bool("mermaid", false, "print a Mermaid flowchart")
	asJSON := c.Flags().Bool("json", false, "print JSON")
	c.RunE = func(c *cobra.Command, args []string) error {
		if *asMermaid && *asJSON {
			return errors.New("--mermaid and --json were both given; choose one")
		}
		s, err := f.about(c, args, a.Env)
		if err != nil {
			return err
		}
		return a.runGraph(c.Context(), s, *asMermaid, *asJSON)
	}
	return c
}

func (a *app) runGraph(ctx context.Context, s *settings, asMermaid, asJSON bool) error {
	contract, err := load(ctx, s.contract, s)
	if err != nil {
		return err
	}
	inference, err := a.inference(contract, s)
	if err != nil {
		return err
	}
	return a.printGraph(graph.Infer(contract, inference), asMermaid, asJSON)
}

func (a *app) printGraph(o *harness.Objects, asMermaid, asJSON bool) error {
	var err error
	switch {
	case asJSON:
		return a.json(newGraphReport(o))
	case asMermaid:
		err = graph.Mermaid(a.Out, o)
	default:
		err = graph.Text(a.Out, o)
	}
	if err != nil {
		return fmt.Errorf("print the graph: %w", err)
	}
	return nil
}

// graphReport is what `graph --json` prints.
type graphReport struct {
	Kinds []kindRow `json:"kinds"`
	Edges []edgeRow `json:"edges"`
}

type kindRow struct {
	Name   string   `json:"name"`
	Item   string   `json:"item,omitempty"`
	Parent string   `json:"parent,omitempty"`
	Keys   []string `json:"keys"`
}

type edgeRow struct {
	Operation string `json:"operation"`
	Verb      string `json:"verb"`
	Kind      string `json:"kind,omitempty"`
	Input     string `json:"input,omitempty"`
	Reason    string `json:"reason"`
}

func newGraphReport(o *harness.Objects) graphReport {
	r := graphReport{Kinds: []kindRow{}, Edges: []edgeRow{}}
	for _, k := range o.Kinds {
		row := kindRow{Name: k.Name, Item: k.Item, Keys: append([]string{}, k.Keys...)}
		if k.Parent != nil {
			row.Parent = k.Parent.Name
		}
		r.Kinds = append(r.Kinds, row)
	}
	for _, e := range o.Edges {
		r.Edges = append(r.Edges, edgeRow(e))
	}
	return r
}
