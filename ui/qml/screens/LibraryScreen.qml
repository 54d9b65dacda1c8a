import QtQuick
import "../components"

// The library: ask or browse; an answer shows where in which article it stands.
Page {
    id: screen

    required property QtObject viewModel
    required property QtObject article
    readonly property bool looking: ["searching", "found", "nothing"].includes(viewModel.state)

    title: qsTr("Library")
    subtitle: viewModel.articles > 0 ? qsTr("%1 articles, each one reviewed").arg(viewModel.articles) : ""

    actions: BigButton {
        objectName: "library-review"
        kind: "quiet"
        iconName: "plus"
        text: qsTr("Add and review")
        fontSize: Theme.typeControl
        corner: Theme.sizeTarget
        leastHeight: Theme.sizeTarget
        onClicked: screen.shell.show("library_review")
    }

    // Not bound: what is being typed must stay while the library changes.
    Connections {
        function onQuery_changed() {
            field.text = screen.viewModel.query;
        }

        target: screen.viewModel
    }

    LineField {
        id: field

        width: parent.width
        label: qsTr("What do you want to know?")
        longest: screen.viewModel.longestQuery
        Component.onCompleted: text = screen.viewModel.query
        onAccepted: screen.viewModel.search(text)
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "library-search"
            kind: "primary"
            iconName: "search"
            text: qsTr("Search")
            leastHeight: Theme.sizeTarget
            onClicked: screen.viewModel.search(field.text)
        }

        BigButton {
            objectName: "library-talk"
            kind: screen.viewModel.listening ? "danger" : "soft"
            iconName: screen.viewModel.listening ? "square" : "mic"
            text: screen.viewModel.listening ? qsTr("Stop") : qsTr("Say it")
            leastHeight: Theme.sizeTarget
            onClicked: screen.viewModel.listen()
        }

        BigButton {
            objectName: "library-clear"
            visible: screen.viewModel.query !== ""
            iconName: "list"
            text: qsTr("All articles")
            leastHeight: Theme.sizeTarget
            onClicked: screen.viewModel.clear()
        }
    }

    Notice {
        width: parent.width
        text: screen.viewModel.trouble
    }

    Words {
        visible: screen.viewModel.listening
        width: parent.width
        text: qsTr("Listening…")
        color: Theme.primary
    }

    Words {
        visible: screen.viewModel.preparing
        width: parent.width
        text: qsTr("Finding by meaning is being prepared: %1 of %2 passages. Finding by words works already.").arg(screen.viewModel.vectors).arg(screen.viewModel.passages)
        color: Theme.muted
        font.pixelSize: Theme.typeCaption
    }

    Words {
        visible: screen.viewModel.state === "loading" || screen.viewModel.state === "searching"
        width: parent.width
        text: screen.viewModel.state === "loading" ? qsTr("Opening the library …") : qsTr("Searching …")
        color: Theme.muted
    }

    ErrorState {
        visible: screen.viewModel.state === "failed"
        width: parent.width
        text: screen.viewModel.failure
        onActed: screen.viewModel.refresh()
    }

    Column {
        visible: screen.viewModel.state === "nothing"
        width: parent.width
        spacing: Theme.spaceM

        EmptyState {
            width: parent.width
            iconName: "search"
            sentence: qsTr("The library has nothing on this. Ask your doctor, or put it in other words, like these:")
        }

        Repeater {
            model: [qsTr("How do I measure blood pressure at home?"), qsTr("What does a high creatinine mean?"), qsTr("When should I call an ambulance?")]

            Suggestion {
                required property string modelData
                required property int index

                objectName: "library-example-" + index
                width: parent.width
                iconName: "search"
                text: modelData
                onClicked: screen.viewModel.search(modelData)
            }
        }
    }

    Column {
        visible: screen.viewModel.state === "found"
        width: parent.width
        spacing: Theme.spaceM

        Repeater {
            model: screen.viewModel.hits

            HitCard {
                required property string passage

                objectName: "hit-" + passage
                width: parent.width
                onClicked: screen.article.openPassage(passage, "library")
            }
        }
    }

    Loader {
        width: parent.width
        active: screen.viewModel.state === "browsing"
        visible: active
        sourceComponent: LibraryShelf {
            width: parent ? parent.width : 0
            viewModel: screen.viewModel
            onChosen: document => screen.article.openArticle(document, "library")
        }
    }

    Repeater {
        model: screen.viewModel.problems

        Notice {
            required property string modelData

            width: parent.width
            text: modelData
        }
    }
}
