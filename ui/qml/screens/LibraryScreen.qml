import QtQuick
import "../components"

// The library: ask or browse; an answer shows where in which article it stands.
Page {
    id: screen

    required property QtObject viewModel
    required property QtObject article
    readonly property bool looking: ["searching", "found", "nothing"].includes(viewModel.state)

    title: qsTr("Library")
    subtitle: viewModel.articles > 0 ? qsTr("%1 articles, each number with its source").arg(viewModel.articles) : ""

    actions: BigButton {
        objectName: "library-review"
        kind: "quiet"
        iconName: "plus"
        text: qsTr("Add and review")
        fontSize: Theme.typeControl
        corner: Theme.sizeTarget
        implicitHeight: Theme.sizeTarget
        onClicked: screen.shell.show("library_review")
    }

    Row {
        width: parent.width
        spacing: Theme.spaceM

        LineField {
            id: field

            name: "query"
            width: parent.width - find.width - parent.spacing - (clear.visible ? clear.width + parent.spacing : 0)
            label: qsTr("What do you want to know?")
            text: screen.viewModel.query
            longest: screen.viewModel.longestQuery
            onAccepted: screen.viewModel.search(text)
        }

        BigButton {
            id: find

            objectName: "library-search"
            anchors.bottom: parent.bottom
            kind: "primary"
            iconName: "search"
            text: qsTr("Search")
            implicitHeight: Theme.sizeTarget
            onClicked: screen.viewModel.search(field.text)
        }

        BigButton {
            id: clear

            objectName: "library-clear"
            anchors.bottom: parent.bottom
            visible: screen.viewModel.query !== ""
            iconName: "list"
            text: qsTr("All articles")
            implicitHeight: Theme.sizeTarget
            onClicked: {
                screen.viewModel.clear();
                field.text = "";
            }
        }
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
