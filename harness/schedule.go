package harness

import "strings"

// Two things must hold for results not to depend on the number of workers: operations that touch the same kind of object
// run one after the other, in document order, and what deletes runs when nothing else does that needs the object. So the
// operations are cut into lanes by the literal part of their path, and lanes are what workers take; deleting operations
// follow in a second round. Deleting last also reaches deeper: everything else still finds its objects.

// rounds cuts operations into rounds of lanes. A round begins when the one before has ended.
func rounds(operations []*Operation) [][][]*Operation {
	var work, ends []*Operation
	for _, o := range operations {
		if o.Method == "DELETE" {
			ends = append(ends, o)
		} else {
			work = append(work, o)
		}
	}
	var all [][][]*Operation
	if len(work) > 0 {
		all = append(all, lanes(work, literals))
	}
	if len(ends) > 0 {
		// Deleting a parent takes its children with it, so lanes are wider here.
		all = append(all, lanes(ends, func(path string) string {
			first, _, _ := strings.Cut(strings.TrimPrefix(literals(path), "/"), "/")
			return first
		}))
	}
	return all
}

func lanes(operations []*Operation, key func(path string) string) [][]*Operation {
	index := map[string]int{}
	var list [][]*Operation
	for _, o := range operations {
		k := key(o.Path)
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

// literals drops the template expressions from a path: /orders/{id}/items gives /orders/items.
func literals(path string) string {
	var kept []string
	for _, segment := range strings.Split(path, "/") {
		if segment != "" && !strings.Contains(segment, "{") {
			kept = append(kept, segment)
		}
	}
	return "/" + strings.Join(kept, "/")
}
