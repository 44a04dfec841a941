package harness

import (
	"net/http"
	"strings"
)

// Results must not depend on the number of workers, although operations share the objects of one service. So the run has
// three rounds. First comes what makes and changes objects, cut into lanes: operations on the same collection run one after
// the other on one worker. Then comes what only reads, all at once, since nothing changes any more. What deletes comes last,
// in lanes again, so that everything before it still finds its objects.

// rounds cuts operations into rounds of lanes. A round begins when the one before has ended.
func rounds(operations []*Operation) [][][]*Operation {
	var writes, reads, ends []*Operation
	for _, o := range operations {
		switch o.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace, "QUERY":
			reads = append(reads, o)
		case http.MethodDelete:
			ends = append(ends, o)
		default:
			writes = append(writes, o)
		}
	}
	var all [][][]*Operation
	for _, round := range [][][]*Operation{lanes(writes, collection), lanes(reads, alone), lanes(ends, collection)} {
		if len(round) > 0 {
			all = append(all, round)
		}
	}
	return all
}

func lanes(operations []*Operation, key func(*Operation) string) [][]*Operation {
	index := map[string]int{}
	var list [][]*Operation
	for _, o := range operations {
		k := key(o)
		i, ok := index[k]
		if !ok {
			i = len(list)
			index[k] = i
			list = append(list, nil)
		}
		list[i] = append(list[i], o)
	}
	return list
}

// collection is the path up to its first template expression: /orders/{id}/cancel changes orders.
func collection(o *Operation) string {
	path, _, _ := strings.Cut(o.Path, "{")
	return strings.TrimRight(path, "/")
}

func alone(o *Operation) string { return o.ID }
