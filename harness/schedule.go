package harness

import (
	"net/http"
	"strings"
)

// Results must not depend on the number of workers, although operations share the objects of one service. So the run has
// rounds. First come stories, in lanes: they make objects of their own, and look at lists that nobody else may change
// meanwhile. Then comes what makes and changes objects, cut into lanes: operations on the same collection run one after
// the other on one worker. Then comes what only reads, all at once, since nothing changes any more, and then what listens
// to events, which it causes itself, on one worker. What deletes comes last, in lanes again, so that everything before it
// still finds its objects. What operations share is made before a round begins, one after the other.

// rounds cuts operations into rounds of lanes. A round begins when the one before has ended.
func rounds(operations []*Operation) [][][]*Operation {
	var writes, reads, streams, ends []*Operation
	for _, o := range operations {
		switch {
		case o.Streams:
			streams = append(streams, o)
		case o.Safe():
			reads = append(reads, o)
		case o.Removes():
			ends = append(ends, o)
		default:
			writes = append(writes, o)
		}
	}
	var all [][][]*Operation
	for _, round := range [][][]*Operation{
		lanes(writes, collection), lanes(reads, alone), lanes(streams, together), lanes(ends, collection),
	} {
		if len(round) > 0 {
			all = append(all, round)
		}
	}
	return all
}

// Safe reports whether a method only reads (RFC 9110 9.2.1; QUERY: draft-ietf-httpbis-safe-method-w-body).
func Safe(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace, "QUERY":
		return true
	}
	return false
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

// together lets one operation after the other have its turn. Those that listen would hear events that another one's case causes.
func together(*Operation) string { return "" }

func alone(o *Operation) string { return o.ID }

// telling cuts the chosen operations into the rounds of lanes in which stories are told. An operation that takes objects and is
// about no kind of them, such as one that finds whatever an ID names, has stories on all kinds: it has its turn when nobody else
// counts what lists show.
func (s *Session) telling() [][][]*Operation {
	var settled, roaming []*Operation
	for _, o := range s.chosen {
		if objects := s.cfg.Stories.Objects; objects.Of(o) == nil && len(objects.NeedsOf(o)) > 0 {
			roaming = append(roaming, o)
		} else {
			settled = append(settled, o)
		}
	}
	return [][][]*Operation{lanes(settled, s.lane), lanes(roaming, together)}
}

// lane groups the operations whose stories make the same objects, wherever their paths are.
func (s *Session) lane(o *Operation) string {
	k := s.cfg.Stories.Objects.Of(o)
	if k == nil {
		return collection(o)
	}
	for k.Parent != nil {
		k = k.Parent
	}
	if k.Item == "" {
		return "kind " + k.Name
	}
	path, _, _ := strings.Cut(k.Item, "{")
	return strings.TrimRight(path, "/")
}
