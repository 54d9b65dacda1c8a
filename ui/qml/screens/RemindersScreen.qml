import QtQuick
import "../components"

// Today's agenda, medicines and measuring habits, and what is worth adding.
Page {
    id: screen

    required property QtObject viewModel
    readonly property var signs: ({
            "measure": "heart-pulse",
            "medicine": "pill",
            "recheck": "file-text"
        })

    title: qsTr("Reminders")
    subtitle: viewModel.waiting > 0 ? qsTr("Due now: %1").arg(viewModel.waiting) : ""

    Notice {
        width: parent.width
        text: screen.viewModel.adding === "" ? screen.viewModel.failure : ""
    }

    Loader {
        width: parent.width
        active: screen.viewModel.adding !== ""
        visible: active
        sourceComponent: NewReminder {
            reminders: screen.viewModel
        }
    }

    Words {
        visible: !screen.viewModel.loaded
        width: parent.width
        text: qsTr("One moment …")
        color: Theme.muted
    }

    Card {
        visible: screen.viewModel.empty && screen.viewModel.adding === ""
        width: parent.width
        height: nothing.height + 2 * Theme.spaceL

        EmptyState {
            id: nothing

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            iconName: "bell"
            sentence: qsTr("Nothing is planned for today.")
        }
    }

    Flow {
        visible: screen.viewModel.adding === ""
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "add-medicine"
            iconName: "pill"
            text: qsTr("Add a medicine")
            onClicked: screen.viewModel.beginAdding("medicine")
        }

        BigButton {
            objectName: "add-measure"
            iconName: "heart-pulse"
            text: qsTr("Measure regularly")
            onClicked: screen.viewModel.beginAdding("measure")
        }
    }

    Words {
        visible: today.count > 0
        width: parent.width
        text: qsTr("Today")
        font.pixelSize: Theme.typeTitle
        font.bold: true
        Accessible.role: Accessible.Heading
    }

    Repeater {
        id: today

        model: screen.viewModel.occasions

        ActionRow {
            id: occasion

            required property string key
            required property string time
            required property string purpose
            required property var model
            readonly property bool answered: ["done", "skipped"].includes(model.state)

            width: screen.innerWidth
            title: time + "  " + model.title
            detail: model.stateText
            iconName: answered ? "circle-check" : screen.signs[purpose]
            border.color: model.state === "due" ? Theme.primary : Theme.line
            border.width: model.state === "due" ? Theme.sizeFocusRing : Theme.sizeBorder

            Repeater {
                model: occasion.answered || occasion.model.state === "snoozed" ? [["reopen", qsTr("Take back"), "refresh-cw"]] : occasion.model.state === "due" ? [["done", qsTr("Done"), "check"], ["snooze", qsTr("In 15 minutes"), "bell"], ["skip", qsTr("Not this time"), "x"]] : [["done", qsTr("Done"), "check"]]

                BigButton {
                    required property var modelData

                    objectName: modelData[0] + "-" + occasion.key
                    leastHeight: Theme.sizeTarget
                    fontSize: Theme.typeControl
                    kind: modelData[0] === "done" && occasion.model.state === "due" ? "primary" : "quiet"
                    iconName: modelData[2]
                    text: modelData[1]
                    Accessible.name: modelData[1] + ": " + occasion.title
                    onClicked: screen.viewModel.note(occasion.key, modelData[0])
                }
            }
        }
    }

    Words {
        visible: offers.count > 0
        width: parent.width
        text: qsTr("Worth a reminder")
        font.pixelSize: Theme.typeTitle
        font.bold: true
        Accessible.role: Accessible.Heading
    }

    Repeater {
        id: offers

        model: screen.viewModel.suggestions

        ActionRow {
            id: offer

            required property string key
            required property string source
            required property var model

            width: screen.innerWidth
            title: model.title
            detail: model.detail + "\n" + source
            iconName: "bell"

            BigButton {
                objectName: "accept-" + offer.key
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                iconName: "plus"
                text: qsTr("Remind me")
                Accessible.name: text + ": " + offer.title
                onClicked: screen.viewModel.accept(offer.key)
            }
        }
    }

    Words {
        visible: plans.count > 0
        width: parent.width
        text: qsTr("Medicines and habits")
        font.pixelSize: Theme.typeTitle
        font.bold: true
        Accessible.role: Accessible.Heading
    }

    Flow {
        visible: screen.viewModel.ended !== ""
        width: parent.width
        spacing: Theme.spaceM

        Notice {
            width: Math.min(parent.width, Theme.columnSheet)
            text: screen.viewModel.ended !== "" ? qsTr("No more reminders: %1").arg(screen.viewModel.ended) : ""
        }

        BigButton {
            objectName: "reminder-resume"
            leastHeight: Theme.sizeTarget
            iconName: "refresh-cw"
            text: qsTr("Take back")
            onClicked: screen.viewModel.resume()
        }
    }

    Repeater {
        id: plans

        model: screen.viewModel.plans

        ActionRow {
            id: plan

            required property string key
            required property string purpose
            required property var model

            width: screen.innerWidth
            title: model.title
            detail: model.detail
            iconName: screen.signs[purpose]

            BigButton {
                objectName: "end-" + plan.key
                leastHeight: Theme.sizeTarget
                fontSize: Theme.typeControl
                kind: "quiet"
                iconName: "x"
                text: plan.purpose === "medicine" ? qsTr("No longer taken") : qsTr("No more reminders")
                Accessible.name: text + ": " + plan.title
                onClicked: screen.viewModel.end(plan.key, plan.title)
            }
        }
    }
}
