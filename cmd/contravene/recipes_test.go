package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"go.yaml.in/yaml/v3"
)

// recipes puts docs/recipes into a script's folder.
func recipes(to string) error {
	return os.CopyFS(filepath.Join(to, "recipes"), os.DirFS(filepath.Join("..", "..", "docs", "recipes")))
}

// recipe FILE NAME SCRIPT writes what a step, a hook or a job of a recipe runs into a shell script.
func recipe(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: recipe FILE NAME SCRIPT")
	}
	var doc yaml.Node
	ts.Check(yaml.Unmarshal([]byte(ts.ReadFile(args[0])), &doc))
	text := commandOf(&doc, args[1])
	if text == "" {
		ts.Fatalf("%s has nothing that is called %s and runs something", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(text+"\n"), 0o600))
}

// commandOf finds the mapping with a name, or under it as a key, and gives what it runs.
func commandOf(n *yaml.Node, name string) string {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.Value == name:
			return commandIn(value)
		case key.Value == "name" && value.Value == name:
			return commandIn(n)
		}
	}
	for _, child := range n.Content {
		if text := commandOf(child, name); text != "" {
			return text
		}
	}
	return ""
}

func commandIn(n *yaml.Node) string {
	for i := 0; i+1 < len(n.Content); i += 2 {
		value := n.Content[i+1]
		switch n.Content[i].Value {
		case "run", "entry":
			return value.Value
		case "script":
			var lines []string
			for _, line := range value.Content {
				lines = append(lines, line.Value)
			}
			return strings.Join(lines, "\n")
		}
	}
	return ""
}
