package diff

func graphQLRules() []Rule {
	list := []Rule{
		{"graphql.root-type-changed", "Another type is the root of queries, mutations or subscriptions.", Both, Incomparable, by(compat, fail)},
		{"graphql.type-removed", "A type is gone, so documents that name it are refused.", Both, Narrows, by(compat, fail)},
		{"graphql.type-added", "There is a further type.", Both, Widens, by(compat, note)},
		{"graphql.kind-changed", "A type is of another kind, such as an object that has become an interface.", Both, Incomparable,
			by(compat, fail)},
		{"graphql.interface-removed", "A type no longer implements an interface, so fragments on it are refused.", Response, Narrows,
			by(compat, fail)},
		{"graphql.interface-added", "A type implements a further interface, so that it may turn up where the interface is asked for.",
			Response, Widens,
			by(compat, warn, exposure, warn)},
		{"graphql.member-removed", "A union no longer holds a type, so fragments on it are refused.", Response, Narrows, by(compat, fail)},
		{"graphql.member-added", "A union holds a further type, which clients were not told of.", Response, Widens, by(compat, warn,
			exposure, warn)},
		{"graphql.scalar-changed", "A scalar is specified elsewhere.", Both, Incomparable, by(compat, warn)},
		{"graphql.enum-value-removed", "An enum that inputs use has lost a value, so requests with it are refused.", Request, Narrows,
			by(compat, fail)},
		{"graphql.answered-enum-value-removed", "An enum that only answers use has lost a value.", Response, Narrows, by(compat, note)},
		{"graphql.enum-value-added", "An enum that answers use has a value that clients were not told of.", Response, Widens, by(compat, fail)},
		{"graphql.input-enum-value-added", "An enum that only inputs use has a further value.", Request, Widens, by(compat, note)},
		{"graphql.one-of-added", "An input object wants exactly one of its fields.", Request, Narrows, by(compat, fail)},
		{"graphql.one-of-removed", "An input object takes several of its fields at once.", Request, Widens, by(compat, note)},
		{"graphql.inaccessible-dropped", "What a federation kept to itself is shown to clients.", Response, Widens, by(compat, note,
			exposure, fail)},
		{"graphql.inaccessible-added", "A federation keeps to itself what clients could ask for.", Both, Narrows, by(compat, fail)},
		{"graphql.cost-lowered", "A field costs less in the reckoning that bounds queries, so that more of it can be asked for.", Request,
			Widens, by(bounds, warn)},
		{"graphql.cost-raised", "A field costs more in the reckoning that bounds queries.", Request, Narrows, by(compat, warn)},
	}
	list = append(list, graphQLDirectiveRules()...)
	list = append(list, graphQLFieldRules()...)
	list = append(list, graphQLInputRules("argument", "an argument")...)
	list = append(list, graphQLInputRules("input-field", "a field of an input object")...)
	return append(list, graphQLSecurityRules()...)
}

func graphQLDirectiveRules() []Rule {
	return []Rule{
		{"graphql.directive-usage-changed", "A directive that the schema puts there is gone, new or has other arguments.", None, Neither,
			by(codegen, note)},
		{"graphql.directive-removed", "A directive that clients may write is gone.", Request, Narrows, by(compat, fail)},
		{"graphql.schema-directive-removed", "A directive that only the schema uses is gone.", None, Neither, by(codegen, note)},
		{"graphql.directive-added", "There is a further directive.", None, Widens, by(compat, note)},
		{"graphql.directive-location-removed", "A directive may no longer be written in a place.", Request, Narrows, by(compat, fail)},
		{"graphql.directive-location-added", "A directive may be written in a further place.", Request, Widens, by(compat, note)},
		{"graphql.directive-repeatable-removed", "A directive may be written once only.", Request, Narrows, by(compat, fail)},
		{"graphql.directive-repeatable-added", "A directive may be written several times.", Request, Widens, by(compat, note)},
	}
}

func graphQLFieldRules() []Rule {
	return []Rule{
		{"graphql.field-removed", "A field is gone without having been deprecated, so documents that ask for it are refused.", Response, Narrows,
			by(compat, fail, lifecycle, fail)},
		{"graphql.deprecated-field-removed", "A deprecated field is gone.", Response, Narrows, by(compat, fail, lifecycle, note)},
		{"graphql.field-added", "There is a further field, which whoever reaches its object may ask for.", Response, Widens, by(compat,
			note, exposure, warn)},
		{"graphql.sensitive-field-added", "There is a further field whose name speaks of a secret or of personal data.", Response, Widens,
			by(compat, note, exposure, fail)},
		{"graphql.cycle-added", "There is a further field that leads back to its own type, so that queries can go round.", Response, Widens,
			by(compat, note, exposure, warn, bounds, warn)},
		{"graphql.unpaged-list-added", "There is a further list of objects without an argument that says how many.", Response, Widens,
			by(compat, note, exposure, warn, bounds, warn)},
		{"graphql.field-type-changed", "A field is of another type.", Response, Incomparable, by(compat, fail)},
		{"graphql.field-became-nullable", "A field that always had a value may be null.", Response, Widens, by(compat, fail)},
		{"graphql.field-became-non-null", "A field always has a value.", Response, Narrows, by(compat, note)},
		{"graphql.page-argument-removed",
			"A client can no longer say how much it asks for: documents that do are refused, and answers may be of any size.",
			Request, Narrows, by(compat, fail, bounds, fail)},
		{"lifecycle.field-deprecated", "Something is deprecated.", None, Neither, by(lifecycle, note)},
		{"lifecycle.field-undeprecated", "Something is not deprecated any more.", None, Neither, by(lifecycle, note)},
	}
}

func graphQLInputRules(stem, what string) []Rule {
	verdict := fail
	if stem == "argument" {
		verdict = warn // it decides what is shown more often than what is written
	}
	return []Rule{
		{"graphql." + stem + "-added", "There is " + what + " more, which may be left out.", Request, Widens, by(compat, note)},
		{"graphql.privileged-" + stem + "-added", "There is " + what + " more, whose name speaks of privileges, ownership or money.",
			Request, Widens,
			by(compat, note, mass, verdict)},
		{"graphql.required-" + stem + "-added", "There is " + what + " more, which nobody has sent so far and everybody must.", Request,
			Narrows, by(compat, fail)},
		{"graphql." + stem + "-removed", "There is " + what + " less, so documents that have it are refused.", Request, Narrows, by(compat, fail)},
		{"graphql." + stem + "-narrowed", "A value of " + what + " that was taken is refused.", Request, Narrows, by(compat, fail)},
		{"graphql." + stem + "-widened", "More values of " + what + " are taken.", Request, Widens, by(compat, note)},
		{"graphql." + stem + "-type-changed", "The type of " + what + " is another.", Request, Incomparable, by(compat, fail)},
		{"graphql." + stem + "-default-changed", "What is taken where " + what + " is left out is another value, or none.", Request,
			Neither, by(compat, warn)},
	}
}

func graphQLSecurityRules() []Rule {
	return []Rule{
		{"security.directive-removed", "A directive that asks for a credential is gone.", Request, Widens, by(security, fail)},
		{"security.directive-weakened",
			"A directive that asks for a credential is satisfied by more callers: a scope is not needed any more, or a further role is enough.",
			Request, Widens, by(security, fail)},
		{"security.directive-changed", "A directive that asks for a credential has other arguments, which perhaps let others in.",
			Request, Incomparable,
			by(compat, fail, security, fail)},
		{"security.directive-tightened", "A directive that asks for a credential is satisfied by fewer callers.", Request, Narrows,
			by(compat, fail, security, note)},
		{"security.directive-added", "A directive asks for a credential where none did.", Request, Narrows, by(compat, fail, security, note)},
		{"security.opening-added", "A directive lets everybody in.", Request, Widens, by(security, fail)},
		{"security.opening-removed", "A directive that let everybody in is gone.", Request, Narrows, by(compat, fail, security, note)},
	}
}
