// Package greeting greets; this copy was patched and never given a version.
package greeting

// For returns a greeting.
func For(name string) string { return "hello (patched), " + name }
