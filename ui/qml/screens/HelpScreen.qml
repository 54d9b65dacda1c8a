import QtQuick
import "../components"

// How Listenwell works: ask the manual, by typing or speaking, or read it.
Page {
    id: screen

    required property QtObject viewModel

    title: qsTr("How it works")
    Component.onCompleted: viewModel.ask("")
    Component.onDestruction: viewModel.leave()

    LineField {
        id: field

        width: parent.width
        key: "help-question"
        label: qsTr("What would you like to do?")
        longest: 200
        onAccepted: screen.viewModel.ask(text)
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "help-search"
            kind: "primary"
            iconName: "search"
            text: qsTr("Search")
            leastHeight: Theme.sizeTarget
            onClicked: screen.viewModel.ask(field.text)
        }

        BigButton {
            objectName: "help-talk"
            kind: screen.viewModel.listening ? "danger" : "soft"
            iconName: screen.viewModel.listening ? "square" : "mic"
            text: screen.viewModel.listening ? qsTr("Stop") : qsTr("Say it")
            leastHeight: Theme.sizeTarget
            onClicked: screen.viewModel.listen()
        }

        BigButton {
            objectName: "help-all"
            visible: screen.viewModel.question !== ""
            iconName: "list"
            text: qsTr("Everything")
            leastHeight: Theme.sizeTarget
            onClicked: {
                field.text = "";
                screen.viewModel.ask("");
            }
        }
    }

    Notice {
        width: parent.width
        text: screen.viewModel.failure
    }

    Words {
        objectName: "help-heard"
        visible: screen.viewModel.question !== ""
        width: parent.width
        text: qsTr("You asked: %1").arg(screen.viewModel.question)
        color: Theme.muted
        font.pixelSize: Theme.typeControl
    }

    EmptyState {
        visible: screen.viewModel.nothing
        width: parent.width
        iconName: "search"
        sentence: qsTr("The manual says nothing about that. Try other words, or look through everything.")
        action: qsTr("Everything")
        actionIcon: "list"
        onActed: screen.viewModel.ask("")
    }

    Repeater {
        model: screen.viewModel.sections

        Card {
            id: card

            required property int index
            required property string title
            required property string text

            width: parent.width
            height: words.height + 2 * Theme.spaceL

            Column {
                id: words

                x: Theme.spaceL
                y: Theme.spaceL
                width: parent.width - 2 * Theme.spaceL
                spacing: Theme.spaceS

                Words {
                    width: parent.width
                    text: card.title
                    font.bold: true
                    Accessible.role: Accessible.Heading
                }

                Words {
                    width: parent.width
                    text: card.text
                    font.pixelSize: Theme.typeControl
                }

                BigButton {
                    objectName: "help-say-" + card.index
                    leastHeight: Theme.sizeTarget
                    kind: "quiet"
                    fontSize: Theme.typeControl
                    iconName: "volume-2"
                    text: qsTr("Read it to me")
                    Accessible.description: card.title
                    onClicked: screen.viewModel.say(card.index)
                }
            }
        }
    }
}
