// Package tables has the tariffs of the year.
package tables
