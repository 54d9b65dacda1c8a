import QtQuick

// A user of a device: whose readings these are, and whose they shall be.
Card {
    id: row

    required property var user
    signal chosen(string person)

    implicitHeight: column.height + 2 * Theme.spaceM
    Accessible.role: Accessible.ListItem
    Accessible.name: [user.title, user.person, user.readings].join(", ")

    Column {
        id: column

        x: Theme.spaceL
        y: Theme.spaceM
        width: parent.width - 2 * Theme.spaceL
        spacing: Theme.spaceS

        Fact {
            width: parent.width
            label: [row.user.title, row.user.readings].join(" · ")
            text: row.user.person
        }

        RangeTabs {
            visible: choices.length > 1
            choices: row.user.choices
            current: row.user.owner
            onChosen: key => row.chosen(key)
        }
    }
}
