// Genealogy answers questions about families: each answer is a tree that is made for the one who asks.
package main

import (
	"math/rand"

	"example.org/zoo/internal/lifecycle"
)

const (
	people      = 120_000
	generations = 9
	visitors    = 2
)

// person is an entry of the parish registers.
type person struct {
	number         int
	born           int
	mother, father *person
	remarks        map[string]int
}

// branch is a part of an answer.
type branch struct {
	person *person
	above  []*branch
}

// register has all people.
type register struct {
	people []*person
}

func read(random *rand.Rand) *register {
	r := &register{}
	for number := 0; number < people; number++ {
		next := &person{number: number, born: 1500 + number/700}
		if number > 100 {
			next.mother = r.people[random.Intn(number)]
			next.father = r.people[random.Intn(number)]
		}
		r.people = append(r.people, next)
	}
	return r
}

// answer makes the tree for a visitor, in which nobody stands twice.
func (r *register) answer(of *person) *branch {
	return r.ancestors(of, generations, make([]*branch, len(r.people)))
}

// ancestors makes the tree above a person.
func (r *register) ancestors(of *person, depth int, known []*branch) *branch {
	if of == nil || known[of.number] != nil {
		return nil
	}
	made := &branch{person: of}
	known[of.number] = made
	if depth > 0 {
		for _, parent := range []*person{of.mother, of.father} {
			if above := r.ancestors(parent, depth-1, known); above != nil {
				made.above = append(made.above, above)
			}
		}
	}
	return made
}

// oldest is what most visitors want to know.
func (b *branch) oldest() int {
	year := b.person.born
	for _, next := range b.above {
		year = min(year, next.oldest())
	}
	return year
}

func main() {
	r := read(rand.New(rand.NewSource(2)))
	for visitor := 0; visitor < visitors; visitor++ {
		random := rand.New(rand.NewSource(int64(visitor)))
		go func() {
			for {
				tree := r.answer(r.people[random.Intn(people)])
				if tree.oldest() > 0 {
					lifecycle.Done(1)
				}
			}
		}()
	}
	lifecycle.Ready()
	lifecycle.Wait()
}
