package harness

// Objects is what a contract lets one know of the things behind its operations: which operations make, show, list, change
// and remove them, and which inputs name them. Package harness/graph infers it.
type Objects struct {
	Kinds   []*Kind           // parents before children
	Needs   map[string][]Need // by Operation.ID: the inputs that name an object
	Logouts map[string]bool   // by Operation.ID: operations that end the credential they are called with
	Edges   []Edge            // all of it once more, for people, each with its reason
}

// Kind is one sort of object, such as the orders behind /orders/{orderId}.
type Kind struct {
	Name   string // singular and unique, such as "order"
	Item   string // the path template that names one object; empty when there is none
	Parent *Kind  // whose path Item continues; nil when there is none
	// Keys are the values that tell one object of its parent from another. Where Item has them they are called as its
	// parameters are; the keys of the parent are not among them.
	Keys    []string
	Creates []Origin // operations that make an object, the best first
	Lists   []Origin // operations that show many, the best first
	Read    *Operation
	Replace *Operation // PUT on Item
	Patch   *Operation // PATCH on Item
	Delete  *Operation
	Actions []*Operation // everything else on one object, such as POST Item/cancel
}

// Origin is an operation whose answers name objects of a kind.
type Origin struct {
	Operation *Operation
	Keys      map[string]Extract // by key of the kind; may lack some
	Array     string             // of a list: the pointer to the array of objects in the body, "" for the body itself
	Reason    string
}

// Extract says where an answer holds a value; see Binding. In a list From leads through the first object, "body#/items/*/id".
// Where the client chooses the name of a new object, it is in the request: "request.path.label".
type Extract struct{ From, Match string }

// Need is an input that names an object.
type Need struct {
	Target string // "path.orderId", "query.customerId", or "body#/items/*/productId" for each element of an array
	Kind   *Kind
	Key    string // the key of Kind that the input takes
	Reason string
}

// Edge is one thing that was inferred: an operation and what it does to a kind.
type Edge struct {
	Operation string // an Operation.ID
	Verb      string // creates, reads, lists, replaces, patches, deletes, acts on, needs, logs out
	Kind      string // a Kind.Name; empty for logs out
	Input     string // of a need: its target
	Reason    string
}

// Kind finds a kind by its name, or nil.
func (o *Objects) Kind(name string) *Kind {
	if o == nil {
		return nil
	}
	for _, k := range o.Kinds {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// NeedsOf lists what an operation needs.
func (o *Objects) NeedsOf(op *Operation) []Need {
	if o == nil {
		return nil
	}
	return o.Needs[op.ID]
}

// Of gives the kind that an operation makes, shows, lists, changes or removes, or nil.
func (o *Objects) Of(op *Operation) *Kind {
	if o == nil {
		return nil
	}
	for _, k := range o.Kinds {
		if k.Concerns(op) {
			return k
		}
	}
	return nil
}

// Concerns reports whether an operation makes, shows, lists, changes or removes objects of the kind.
func (k *Kind) Concerns(op *Operation) bool {
	if op == k.Read || op == k.Replace || op == k.Patch || op == k.Delete {
		return true
	}
	for _, a := range k.Actions {
		if op == a {
			return true
		}
	}
	return k.Creator(op) != nil || k.Lister(op) != nil
}

// Creator gives what is known of an operation that makes objects of the kind, or nil.
func (k *Kind) Creator(op *Operation) *Origin { return origin(k.Creates, op) }

// Lister gives what is known of an operation that lists objects of the kind, or nil.
func (k *Kind) Lister(op *Operation) *Origin { return origin(k.Lists, op) }

func origin(list []Origin, op *Operation) *Origin {
	for i := range list {
		if list[i].Operation == op {
			return &list[i]
		}
	}
	return nil
}
