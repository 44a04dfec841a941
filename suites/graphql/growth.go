package graphql

import (
	"bytes"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contravene-dev/contravene/harness"
	"github.com/contravene-dev/contravene/harness/graphql"
)

const (
	// enough is the size of an answer after which nobody asks for more.
	enough = 2 << 20
	// loud is the size up to which an answer harms nobody, whatever was asked.
	loud = 128 << 10
	// amplified is how many bytes of an answer to one of the request are too many.
	amplified = 100
	// steep is the power of the request's size with which an answer grows that does not just follow it, and level that of one
	// which follows.
	steep, level = 1.5, 0.8
)

// sized is a question that asks for more the larger it is.
type sized struct {
	size int
	graphql.Question
}

// series gives the steps that ask for more and more. A step is sent only while the answers are small enough to go on.
func series(op *harness.Operation, name string, questions []sized) []harness.Step {
	var list []harness.Step
	for i, q := range questions {
		step, ok := posed(op, name+" "+strconv.Itoa(q.size), q.Question)
		if !ok {
			return nil
		}
		if i > 0 {
			step.Under = enough
		}
		list = append(list, step)
	}
	return list
}

// grows is a case of series. It ends with a plain question, since what comes last is always sent.
func grows(op *harness.Operation, id, title string, steps ...harness.Step) *harness.Case {
	rest, _ := posed(op, "rest", graphql.Question{Document: "{ __typename }"})
	return proposed(op, id, title, append(steps, rest)...)
}

// near reports whether the service may be put under load. Of one on another machine it is said once that it was not.
func near(p *harness.Plan) bool {
	if at, _, ok := turn(p); p.Distant && ok && at == 0 && p.Cannot != nil {
		p.Cannot(p.Operation.Source, "a service on another machine is not put under load, so that growth was not tried")
	}
	return !p.Distant
}

// entrances is through how many queries a cycle is entered: not every caller may use the nearest.
const entrances = 2

// enters reports whether the operation of a plan is one of those through which a cycle is entered.
func enters(p *harness.Plan, types *graphql.TypeSystem, c graphql.Cycle) bool {
	names := types.Entrances(c)
	return slices.Contains(names[:min(len(names), entrances)], p.Operation.Name)
}

// growth is what came of a series.
type growth struct {
	points  []point // of the documents that were carried out, by size
	last    bool    // the largest was carried out, or the answers had become large
	refused bool    // a limit stopped the series
	unclear string  // why nothing is known
}

// point is one document that was carried out.
type point struct {
	*harness.Exchange
	size            int
	asked, answered float64
}

// growthOf reads a series up to where it ended.
func growthOf(p *harness.Pass, name string) growth {
	var g growth
	for i, step := range p.Case.Steps {
		number, ok := strings.CutPrefix(step.Label, name+" ")
		size, err := strconv.Atoi(number)
		if !ok || err != nil || i >= len(p.Trace) {
			continue
		}
		x := p.Trace[i]
		if x.Skipped {
			g.last = len(g.points) > 0 && step.Under > 0 && g.end().answered >= float64(step.Under)
			return g
		}
		if !g.take(x, size) {
			return g
		}
		g.last = true
	}
	return g
}

// take adds an exchange, and reports whether the series goes on.
func (g *growth) take(x *harness.Exchange, size int) bool {
	g.last = false
	if !x.Answered() {
		g.unclear = "no answer came"
		return false
	}
	m := graphql.Meant(x.Response)
	switch {
	case x.Response.Truncated && x.Response.Status/100 == 2, m.Outcome == graphql.Served, m.Outcome == graphql.Partial:
		g.points = append(g.points, point{x, size, float64(len(x.Request.Body)), float64(len(x.Response.Body))})
		g.last = x.Response.Truncated
		return !x.Response.Truncated
	case m.Status == http.StatusUnauthorized, m.Status == http.StatusForbidden, m.Status == http.StatusNotFound, m.Status >= 500:
		g.unclear = "a document was answered " + strconv.Itoa(m.Status)
	case len(g.points) == 0 && !limits(x.Response.Body):
		g.unclear = "the first document is refused, and not because of a limit"
	default:
		g.refused = true
	}
	return false
}

// limits reports whether a refusal speaks of a limit.
func limits(body []byte) bool {
	body = bytes.ToLower(body)
	return slices.ContainsFunc([]string{"complex", "depth", "too deep", "nest", "cost", "limit", "too many", "too large", "exceed", "maximum"}, func(word string) bool {
		return bytes.Contains(body, []byte(word))
	})
}

func (g *growth) end() *point { return &g.points[len(g.points)-1] }

// factor is how many bytes the largest answer has for one of its request.
func (g *growth) factor() float64 { return g.end().answered / max(1, g.end().asked) }

// power is that of the request's size with which the answer grew.
func (g *growth) power() float64 {
	first, end := g.points[0], g.end()
	if len(g.points) < 2 || end.asked <= first.asked {
		return 0
	}
	return math.Log(end.answered/max(1, first.answered)) / math.Log(end.asked/first.asked)
}

// outgrows reports whether the answers outgrew the requests by at least a power of their size, and nothing stopped it.
func (g *growth) outgrows(power float64) bool {
	return g.last && len(g.points) > 2 && g.end().answered >= loud && g.factor() > amplified && g.power() >= power
}

// untold says why a series that shows no harm shows nothing else either; empty: something stopped it.
func (g *growth) untold() string {
	switch {
	case g.refused:
		return ""
	case g.unclear != "":
		return g.unclear
	case len(g.points) == 0:
		return "nothing was carried out"
	}
	return "the answers stay small, which they may for want of data"
}

// says gives the figures of a series for people.
func (g *growth) says() string {
	first, end := g.points[0], g.end()
	return fmt.Sprintf("%.0f bytes for a request of %.0f and %.0f for one of %.0f, and no refusal", first.answered, first.asked, end.answered, end.asked)
}

// quickest is the shortest time that a document of a size took. What disturbs a measurement makes it longer alone.
func quickest(points []point, size int) time.Duration {
	var best time.Duration
	for _, x := range points {
		if x.size == size && (best == 0 || x.Elapsed < best) {
			best = x.Elapsed
		}
	}
	return best
}
